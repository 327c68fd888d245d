"""What is made of the whole checkout: the bill of materials, the site of the docs, a release."""
