"""The last step: the finished output goes to the disk, or is compared with what is there.

Nothing before this package writes anything outside of memory.
"""
