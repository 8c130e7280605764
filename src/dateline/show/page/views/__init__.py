"""What each page shows, as plain data: only queries, no words of the interface. A view gives None where there is no
such row, or where it is not to be shown."""
