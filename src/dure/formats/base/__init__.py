"""What every format uses: reading safely, writing, geometry, names and splits."""
