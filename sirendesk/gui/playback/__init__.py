"""How sounds get to a device. Only `sound_player` knows Qt; the command line plays through the rest."""
