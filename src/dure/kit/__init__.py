"""Technique that every capability shares. Import the module you need; this front door is empty."""
