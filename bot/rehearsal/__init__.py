"""What another configuration would have done with the interactions that were recorded."""
