-- Whose case was closed is asked once whether it is settled.
CREATE TABLE recoveries (
    case_id INTEGER PRIMARY KEY REFERENCES cases (id),
    invitation_id INTEGER NOT NULL UNIQUE REFERENCES invitations (id)
) STRICT;
CREATE INDEX "case_steps#closed" ON case_steps (at) WHERE step = 'closed';

INSERT INTO worths (metric, points, score, worth) VALUES ('recovery', 2, 1, 0), ('recovery', 2, 2, 1);
