-- What a command asked for and no transaction can do (a file to read, a message to post): stored with
-- the command's update, and gone when it is done, or begun if doing it twice would double something.
CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL DEFAULT '{}',
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    reply_to INTEGER,
    asked_by INTEGER NOT NULL,
    language TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- Boards whose message has not been posted yet.
CREATE INDEX "boards#unposted" ON boards (token) WHERE message_id = 0;
