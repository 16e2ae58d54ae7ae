"""How the invented staff sign in: passphrases made at random for each installation.

They never come from the seed: two installations with the same clients have other passphrases.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from outcomes.actions.passwords import problems_with
from outcomes.demo.staff import CLINIC, Person

_WORDS = """
acorn alder amber anchor antler apple apron arrow aspen autumn badger bakery balcony bamboo barley
barrel basket beacon beech bicycle birch biscuit blanket blossom bottle boulder bramble branch
brass bridge bronze brook broom bucket butter button cabin candle canoe canvas carpet carrot
castle cedar cellar chalk cherry chestnut chimney cinder clover coast cobble compass copper coral
cotton cradle crane cricket crocus crystal cupboard curtain cushion daisy dawn desert dolphin
donkey dragon drawer drizzle drum eagle easel echo elbow ember engine falcon feather fennel ferry
fiddle field finch flannel flint flute forest fossil fountain foxglove frost furrow galaxy garden
garlic garnet gazelle ginger glacier glove goose gravel guitar hammer hammock hazel heather hedge
heron hickory hollow honey horizon hornet island ivory jacket jasmine juniper kayak kernel kettle
kitten ladder lagoon lantern larch lark laundry lavender leaf ledge lemon lentil lilac linen
lizard lobster locket lumber magnet magpie mango maple marble marsh meadow melon mirror mitten
monsoon mortar mosaic moss mountain muffin mural mustard nectar needle nettle nickel nutmeg oasis
oatmeal ocean olive onion orchard orchid otter oyster paddle pantry paper parcel parsley pasture
pebble pelican pencil pepper petal piano picnic pigeon pillow pine pistachio planet plaster plum
pocket pollen pond poplar poppy pottery prairie pumpkin puzzle quail quarry quartz quill quilt
rabbit radish raft rainbow raisin raven ribbon ripple river robin rocket rosemary rudder saddle
saffron sailor salmon sandal sapling satchel saucer scarf shadow shelf shore shovel silver sketch
slate sleigh smoke snail snow sparrow spindle spoon spruce squash stable stone stork straw stream
sugar summit sunset swallow tandem tangle teapot temple thicket thimble thistle thunder timber
toffee tomato trellis trumpet tulip tundra tunnel turnip turtle valley vanilla velvet violet
violin volcano wagon walnut walrus water wheat whisper willow window winter wombat wooden woollen
yarrow zebra
"""
WORDS = _WORDS.split()
LENGTH = 5
"""About 41 bits: enough for invented records behind a sign-in that slows down."""


@dataclass(frozen=True)
class SignIn:
    """How one of the invented staff signs in; the passphrase is known only now."""

    role: str
    name: str
    email: str
    passphrase: str


def passphrase_for(person: Person) -> str:
    """Words from the system's source of randomness that a password of theirs may be made of."""
    while True:
        phrase = "-".join(secrets.choice(WORDS) for _ in range(LENGTH))
        if not problems_with(phrase, names=(CLINIC, person.name, person.email)):
            return phrase
