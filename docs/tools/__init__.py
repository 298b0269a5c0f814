"""What makes and checks the documentation: the page of commands, links, blocks, the site."""
