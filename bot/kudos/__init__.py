"""Kudos: thanks that are said in the open and kept, within a side and across the border."""
