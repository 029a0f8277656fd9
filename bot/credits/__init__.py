"""What the thank-you looks like."""
