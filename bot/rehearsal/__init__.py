"""What another configuration would have done with recorded interactions."""
