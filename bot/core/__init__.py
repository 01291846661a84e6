"""The words that all features share. Knows neither Slack, nor SQL, nor what time it is."""
