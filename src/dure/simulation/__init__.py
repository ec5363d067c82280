"""Pictures, voices and device status made by programs, with their truth; always marked simulated."""
