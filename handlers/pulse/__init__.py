"""Pulses: planning and steering them, answering, and the digest."""
