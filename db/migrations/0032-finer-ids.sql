-- Identifiers that are made within a millisecond sort by when they were made, too: twelve bits after the version tell
-- the part of the millisecond (RFC 9562 section 6.2, method 3).
CREATE OR REPLACE FUNCTION uuid7() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $$
DECLARE
    us CONSTANT bigint := extract(epoch FROM clock_timestamp()) * 1000000;
BEGIN
    RETURN encode(overlay(uuid_send(gen_random_uuid())
                          PLACING substring(int8send(us / 1000) FROM 3)
                                  || substring(int8send(x'7000'::bigint + us % 1000 * 4096 / 1000) FROM 7)
                          FROM 1 FOR 8), 'hex')::uuid;
END $$;
