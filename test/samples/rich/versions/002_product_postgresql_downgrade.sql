DROP TABLE product;
DROP TYPE product_state;
