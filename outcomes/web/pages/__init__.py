"""Page objects: everything a page shows, frozen and ready to print. Templates loop and choose."""
