"""Times pages over HTTP on loopback: pages.py ADRESSE [MESURES]. Signed in, rights checked, reads traced; standard library only.

Prints the list and the file of a demande, one request at a time, then four clients at once.
"""

import http.client
import re
import sys
import threading
import time
import urllib.parse

ADRESSE = sys.argv[1]
MESURES = int(sys.argv[2]) if len(sys.argv) > 2 else 200
CLIENTS = 4


def ask(lien, methode, chemin, corps=None, temoin=""):
    entetes = {"Cookie": temoin, "Origin": f"http://{ADRESSE}", "Sec-Fetch-Site": "same-origin"}
    if corps is not None:
        entetes["Content-Type"] = "application/x-www-form-urlencoded"
    lien.request(methode, chemin, corps, entetes)
    reponse = lien.getresponse()
    return reponse, reponse.read().decode()


def sign_in():
    lien = http.client.HTTPConnection(ADRESSE)
    reponse, page = ask(lien, "GET", "/connexion")
    formulaire = page.split("</form>")[0]
    champs = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', formulaire))
    champs |= {"identifiant": "agglo@demo.invalid", "mot_de_passe": "carbet-demo"}
    reponse, _ = ask(lien, "POST", "/connexion", urllib.parse.urlencode(champs))
    temoin = (reponse.getheader("Set-Cookie") or "").split(";")[0]
    if reponse.status != 303 or not temoin:
        sys.exit(f"La connexion du compte de démonstration est refusée ({reponse.status}).")
    return temoin


def measure(chemins, temoin, mesures, durees):
    lien = http.client.HTTPConnection(ADRESSE)
    for n in range(mesures):
        depart = time.perf_counter()
        reponse, _ = ask(lien, "GET", chemins[n % len(chemins)], temoin=temoin)
        durees.append((time.perf_counter() - depart) * 1000)
        if reponse.status != 200:
            sys.exit(f"{chemins[n % len(chemins)]} répond {reponse.status}.")


def show(nom, chemins, temoin):
    for clients in (1, CLIENTS):
        durees = []
        fils = [threading.Thread(target=measure, args=(chemins, temoin, MESURES, durees)) for _ in range(clients)]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join()
        if len(durees) != clients * MESURES:
            sys.exit(f"« {nom} » : une mesure n'a pas abouti.")
        durees.sort()
        at = lambda part: durees[min(len(durees) - 1, len(durees) * part // 100)]
        print(f"{nom:<30} {clients} à la fois   médiane {at(50):7.1f} ms   99 sur 100 sous {at(99):7.1f} ms")


temoin = sign_in()
_, page = ask(http.client.HTTPConnection(ADRESSE), "GET", "/demandes", temoin=temoin)
fiches = sorted(set(re.findall(r'href="(/demandes/[0-9a-f-]{36})"', page)))
if not fiches:
    sys.exit("La liste ne donne aucune demande.")
show("liste des demandes", ["/demandes"], temoin)
show("fiche d'une demande", fiches, temoin)
