"""90Y microspheres: one module per published method, from the dose constant to the lungs."""
