"""What is asked: surveys as configured, their versions, and how a question reads."""
