"""Front ends: each reads one language of interface files into the model."""
