"""The edges: each adapter turns a platform's updates into questions and replies into its messages."""
