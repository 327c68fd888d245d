"""Starting the parts, taking updates in, and stopping."""
