DROP INDEX customer_name;
DROP INDEX product_sold;
DROP INDEX product_sku;
DROP INDEX orders_amount;
