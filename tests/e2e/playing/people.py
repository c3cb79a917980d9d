"""People who make an account and sign in to it, by the pages."""
import urllib.parse

from . import browser

PASSWORD = "vakar sniegas virš upės"


def sign_up(one, address, name="Rasa", year="1990", city="klaipeda"):
    one.open("/account/sign-up")
    return one.send("/account/sign-up", email=address, name=name, birthYear=year, city=city)


def made(address, **more):
    """A browser with a new account, of which the mailed link was used."""
    one = browser.Browser()
    sign_up(one, address, **more)
    one.open(browser.link_to(address))
    one.send("/account/new-password", password=PASSWORD)
    return one


def sign_in(one, address, password=PASSWORD, next="/account"):
    one.open("/account/sign-in?next=" + urllib.parse.quote(next, safe=""))
    return one.send("/account/sign-in", email=address, password=password)
