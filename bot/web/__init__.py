"""The pages a person meets, and health."""
