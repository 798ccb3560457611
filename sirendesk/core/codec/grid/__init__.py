"""Pictures as whole numbers on grids of many resolutions, under a learned model of how likely each number is."""
