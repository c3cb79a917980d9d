-- Nothing is made here.
SELECT 1;
