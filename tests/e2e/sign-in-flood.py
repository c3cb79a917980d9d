#!/usr/bin/python3
"""More sign-ins at once than there are cores to hash for: those beyond the bound hear so, and reads go on.

Stage: database api courier mail nginx
"""
import subprocess
import sys
import threading

sys.dont_write_bytecode = True
from playing import browser, people, tap  # noqa: E402

AT_ONCE = 80


def main():
    subprocess.run(["sh", "-c", 'citylearn city create --starter-kit "$STAGE_TOP/db/starter-kit" '
                    '--from "$STAGE_TOP/db/sample-city/city.json"'], check=True, stdout=subprocess.DEVNULL)
    tell, replies, reads = tap.Plan(), [], []
    one = people.made("rasa@example.net")
    browsers = [browser.Browser() for _ in range(AT_ONCE)]
    for each in browsers:
        each.open("/account/sign-in")
    threads = [threading.Thread(target=lambda each=each: replies.append(
        each.send("/account/sign-in", email="rasa@example.net", password=people.PASSWORD))) for each in browsers]
    ending = threading.Event()

    def keep_reading():
        while not ending.is_set():
            reads.append(one.ask("GET", "/v1/cities/klaipeda", headers={"Accept": "application/json"}).status)

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ending.set()
    reader.join()
    statuses = sorted(reply.status for reply in replies)
    busy = [reply for reply in replies if reply.status == 503]
    tell.same("each is answered", len(replies), AT_ONCE)
    tell.holds("some get in", None if statuses.count(303) > 0 else statuses)
    tell.holds("the others hear that there is too much to do", None if busy else statuses)
    tell.holds("and nothing else", None if set(statuses) <= {303, 503} else statuses)
    tell.holds("with the time to wait", next((reply.say() for reply in busy if not reply.header("Retry-After")), None))
    tell.holds("on a page", next((reply.say() for reply in busy if "Too many people" not in reply.text), None))
    tell.holds("reads go on meanwhile", None if reads and set(reads) == {200} else sorted(set(reads)))
    tell.same("and afterwards all is as before", people.sign_in(browser.Browser(), "rasa@example.net").status, 303)
    tell.end()


main()
