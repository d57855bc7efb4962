"""What each code means, by the hundred that it belongs to."""
