"""What the bot reads and keeps, said once and used everywhere."""
