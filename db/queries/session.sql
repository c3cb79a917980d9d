-- session_find(hash bytes) -> one id, person, name, email, language, auth_at
-- Whose browser shows the cookie with this SHA-256; auth_at is in seconds since 1970.
SELECT id, person, name, email, language, auth_at FROM session_find(:hash);
