"""What the targets that keep files share: folders on servers, their index, git."""
