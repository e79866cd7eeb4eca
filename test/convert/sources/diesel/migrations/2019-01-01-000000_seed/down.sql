DELETE FROM customer;
