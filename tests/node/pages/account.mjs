// From making an account to closing it.
import { languages } from '../lib/words.mjs';

export const good = 'vakar sniegas virš upės', better = 'purple otter juggles seven lamps';
export const thisYear = new Date().getUTCFullYear();

export async function signUp(one, address, name = 'Rasa', year = 1990) {
    await one.fill({ 'field.name': name, 'field.email': address, 'field.birth_year': String(year) });
    await one.choose('field.city', 'klaipeda');
    await one.press('button.sign_up');
}

export async function choosePassword(one, password = good) {
    await one.type('field.new_password', password);
    await one.press('button.set_password');
}

export async function makeAccount(one, address, ...about) {
    await one.open('/account/sign-up');
    await signUp(one, address, ...about);
    await one.openMail(address);
    await choosePassword(one);
}

export async function signIn(one, address, password = good) {
    await one.fill({ 'field.email': address, 'field.password': password });
    await one.press('button.sign_in');
}

export async function signOut(one) {
    await one.follow('page.sign_out');
    await one.press('button.sign_out');
}

async function newcomer(one, address) {
    await one.open('/account');
    await one.sees('who is not signed in is asked to', '/account/sign-in', 'title.sign-in');
    await one.looks('signing in');
    await one.follow('button.sign_up');
    await one.looks('signing up');
    await one.fill({ 'field.name': ' ', 'field.email': 'rasa@nowhere', 'field.birth_year': '19' });
    await one.press('button.sign_up');
    await one.sees('a sign-up that does not fit says all that is wrong', '/account/sign-up', 'error.name', 'error.email', 'error.birth_year');
    await one.looks('signing up, all wrong');
    await signUp(one, address);
    await one.sees('one that fits leads to the mail', '/account/sign-up', 'check_mail.sent', address);
    await one.looks('look into your mail');
    await one.openMail(address);
    await one.looks('choosing a password');
    await choosePassword(one, 'fourteen chars');
    await one.sees('a password that is short is refused', '/account/new-password', 'error.password_short');
    await one.looks('choosing a password, too short');
    await choosePassword(one);
    await one.sees('one that is long makes the account', '/account', 'title.account');
    await one.looks('the account');
}

async function comesAndGoes(one, address) {
    await one.follow('page.sign_out');
    await one.looks('signing out');
    await one.press('button.sign_out');
    await one.sees('one signs out', '/account/sign-in', 'notice.signed_out');
    await one.looks('signing in, after signing out');
    await signIn(one, address, 'wrong wrong wrong wrong');
    await one.sees('a wrong password is refused', '/account/sign-in', 'error.wrong');
    await one.looks('signing in, with a wrong password');
    await signIn(one, address);
    await one.sees('the right one signs in', '/account', 'title.account');
}

async function names(one) {
    await one.type('field.name', ' ');
    await one.press('button.save');
    await one.sees('nobody is without a name', '/account/profile', 'error.name');
    await one.looks('the account, without a name');
    await one.type('field.name', 'Rasa Petraitė');
    await one.press('button.save');
    await one.sees('a name is changed', '/account', 'notice.saved', 'Rasa Petraitė');
    await one.looks('the account, saved');
    const other = Object.keys(languages).find((language) => language !== one.language);
    await one.choose('field.language', other);
    await one.press('button.save');
    await one.sees('and the language', '/account', languages[other].words['notice.saved']);
    await one.go(() => one.page.getByRole('banner').getByRole('link', { name: languages[one.language].name, exact: true }).click());
    await one.sees('which each page offers as well', '/account', 'title.account');
    await one.choose('field.language', one.language);
    await one.press('button.save');
}

async function addresses(one, address, second) {
    await one.follow('title.emails');
    await one.looks('addresses');
    await one.fill({ 'field.email': 'rasa@nowhere', 'field.password': 'wrong wrong wrong wrong' });
    await one.press('button.send_link');
    await one.sees('another address needs the password', '/account/emails', 'error.email', 'error.wrong_password');
    await one.looks('addresses, all wrong');
    await one.fill({ 'field.email': second, 'field.password': good });
    await one.press('button.send_link');
    await one.sees('and gets a mail', '/account/emails', 'notice.check_mail');
    await one.openMail(second);
    await one.looks('confirming an address');
    await one.press('button.confirm');
    await one.sees('by which it is added', '/account/emails', 'notice.saved', second);
    await one.looks('addresses, two of them');
    await one.press('button.make_primary', second);
    await one.sees('it becomes the one that is written to', '/account/emails', 'notice.primary');
    await one.press('button.remove', address);
    await one.sees('and the other is removed', '/account/emails', 'notice.removed');
}

async function passwords(one) {
    await one.open('/account');
    await one.follow('title.password');
    await one.looks('changing the password');
    await one.fill({ 'field.current_password': 'wrong wrong wrong wrong', 'field.new_password': 'short' });
    await one.press('button.set_password');
    await one.sees('a change of the password needs the one until now', '/account/password', 'error.wrong_password', 'error.password_short');
    await one.looks('changing the password, all wrong');
    await one.fill({ 'field.current_password': good, 'field.new_password': better });
    await one.press('button.set_password');
    await one.sees('with it, it is changed', '/account', 'notice.password_changed');
}

async function signIns(one, other, address) {
    await other.open('/account');
    await signIn(other, address, better);
    await one.follow('title.sign-ins');
    await one.sees('sign-ins are listed', '/account/sign-ins', 'sign_ins.this');
    await one.looks('sign-ins');
    await one.go(() => one.page.getByRole('button', { name: one.word('button.sign_out_there') }).click());
    await one.sees('another is ended', '/account/sign-ins', 'notice.ended');
    await other.open('/account');
    await other.sees('and has ended there', '/account/sign-in', 'title.sign-in');
    await signIn(other, address, better);
    await one.press('button.sign_out_others');
    await one.sees('or all others', '/account/sign-ins', 'notice.ended');
    await other.open('/account/emails');
    await other.sees('which have ended as well', '/account/sign-in', 'title.sign-in');
}

async function forgets(one, address) {
    await one.follow('sign_in.forgotten');
    await one.looks('a new password');
    await one.type('field.email', 'rasa@nowhere');
    await one.press('button.send_link');
    await one.sees('a new password needs an address', '/account/reset', 'error.email');
    await one.looks('a new password, without an address');
    await one.type('field.email', address);
    await one.press('button.send_link');
    await one.sees('which gets a mail', '/account/reset', 'check_mail.sent');
    await one.openMail(address);
    const link = one.page.url();
    await choosePassword(one);
    await one.sees('by which it is chosen', '/account', 'notice.password_changed');
    await one.open(link);
    await one.sees('once', '/account/link', 'link_gone.text');
    await one.looks('a link that was used');
}

async function leaves(one) {
    await one.open('/account');
    await one.follow('title.security');
    await one.sees('what happened is listed', '/account/security', 'security.account_made', 'security.address_removed', 'security.password_reset');
    await one.looks('what happened');
    await one.open('/account');
    await one.follow('title.close');
    await one.looks('closing');
    await one.type('field.password', 'wrong wrong wrong wrong');
    await one.press('button.close_account');
    await one.sees('closing needs the password', '/account/close', 'error.wrong_password');
    await one.looks('closing, with a wrong password');
    await one.type('field.password', good);
    await one.press('button.close_account');
    await one.sees('with it the account is closed', '/account/sign-in', 'notice.closed');
    await one.looks('signing in, after closing');
}

async function faults(one) {
    await one.open('/account/nowhere');
    await one.sees('what is not there says so', '/account/nowhere', 'problem.not_found');
    await one.looks('a page that is not there');
    await one.open('/account/profile');
    await one.sees('and what is no page', '/account/profile', 'problem.wrong_method');
    await one.looks('an address of a form');
    await one.open('/account/sign-in');
    await one.context.clearCookies();
    await signIn(one, 'nobody@example.net');
    await one.sees('a form of another browser counts no more', '/account/sign-in', 'problem.form_expired');
    await one.looks('a form that counts no more');
}

export async function account(arrive) {
    const one = await arrive(), other = await arrive();
    const address = `rasa-${one.language}@example.net`, second = `second-${one.language}@example.net`;
    await newcomer(one, address);
    await comesAndGoes(one, address);
    await names(one);
    await addresses(one, address, second);
    await passwords(one);
    await signIns(one, other, second);
    await forgets(other, second);
    await other.leave();
    await one.open('/account');
    await signIn(one, second);
    await leaves(one);
    await faults(one);
    await one.leave();
}
