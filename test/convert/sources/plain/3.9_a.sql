UPDATE customer SET name = 'first';
