"""What a message ought to show, and making it show that."""
