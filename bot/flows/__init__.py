"""What several handlers, jobs and routes share."""
