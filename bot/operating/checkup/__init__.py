"""What is wrong and what to do: for `afterword doctor`, and for `/doctor` in the running bot."""
