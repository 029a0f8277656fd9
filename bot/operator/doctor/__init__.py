"""`doctor`: tries the live configuration and says line by line what is right and what to mend."""
