"""The fair no: never at once, never bare, and heard once more.

A refusal is a letter: why, what was checked, what would change the answer. A second reader lets it out, or who started
it does once the cooling time has run. The partner may appeal once, within some days, and is answered with a reason.
Apps that refuse something of a partner's mix `Refusable` into its model and use these steps in their own services;
states, promises and mails are theirs.
"""
