"""From a decision to what a person sees, in their language and without any platform's syntax."""
