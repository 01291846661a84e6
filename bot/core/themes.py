"""What a relationship lives on: what is asked, raised, learnt or looked back on has a theme."""

from enum import StrEnum


class Theme(StrEnum):
    """In the order in which people see them. The values stand in the database."""

    TRUST = "trust"
    COMMUNICATION = "communication"
    EXPECTATIONS = "expectations"
    DELIVERY = "delivery"
    COLLABORATION = "collaboration"
    RECOGNITION = "recognition"
    LEARNING = "learning"
