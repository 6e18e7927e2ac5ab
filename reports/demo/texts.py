"""The documents of the demo programme, in full, so that there is something to read and accept."""

RULES_OF_ENGAGEMENT = """\
1. What this is for
These rules say who may sell to whom, how a customer becomes yours, and what happens when two of us meet at the same \
door. They bind Northwind as much as its partners.

2. Who the customer belongs to
A customer belongs to nobody. A registered opportunity does: while your registration is approved and protected, the \
opportunity is yours alone for that product family. Northwind does not offer it to anybody else and does not sell to \
it directly.

3. Leads from Northwind
A lead is offered to one named person at one partner. Until it is accepted you see the company, the need and its \
rank, not the contact. You have one business day for a hot lead, two for a warm and five for a cold one. A lead you \
decline or let pass goes to the next partner and never comes back. A lead you accept is exclusively yours.

4. Leads and deals from you
You may send a lead or register a deal at any hour. The sales rep who receives it thanks you at once and answers \
within two business days. You, and the colleague who brought it, are credited on the lead, the deal and the fee.

5. Protection
An approved registration protects the deal for 90 days. If the deal moves you may extend it once by 30 days. We warn \
you 30, 14 and 3 days before the end.

6. When two of us meet
If a customer is not free for a product family, your registration is kept and a channel manager decides within two \
business days. Neither side learns who the other is. We look at three things: who was first with a described need, \
who has spoken with the customer, and what the customer wants.

7. Saying no
No registration is rejected at once and none without a reason. A second person reads every rejection before it goes \
out. The letter says what we checked, why we decided so, and what would change the answer. You have 15 days to appeal \
to your channel manager.

8. Keeping in touch
An open deal is updated at least every 30 days, by you or by us. Both sides can see the other's promises and whether \
they were kept.
"""

# The version before: shorter protection, no extension.
RULES_OF_ENGAGEMENT_1 = RULES_OF_ENGAGEMENT.replace("for 90 days", "for 60 days").replace(
    " If the deal moves you may extend it once by 30 days.", ""
)

QUALIFICATION = """\
An opportunity qualifies for registration when all five are true.

A named customer: company, country, and a person there with an e-mail address at the company.
A described need: what shall be measured, in how many places, and what is used today.
A product: the family is enough; we help with the model.
A value: the amount the customer will pay in the first year, as you expect it.
A date: the month in which you expect the decision.

It does not qualify when the customer has an open order with us for the same family, when the only contact was a \
mailing, or when the project is part of a framework contract that is already signed.

Leads you bring are judged more gently: a company, a person we can reach and a sentence about the need are enough. \
The sales rep calls before saying no.
"""

COMPENSATION = """\
What a won deal earns, in percent of its first-year value:

Lead or deal brought by you: 10 %
Registered and approved before it was won: 10 points more
Lead from Northwind that you have won: 5 %
Gold partners: 2 points more. Platinum partners: 4 points more.

The plan in force on the day you registered counts, even if a new one follows. The fee is due 30 days after the deal \
is won. Finance approves it, pays it with a reference you can find in your books, and owes you an answer within a \
week at each step. You see every step and its date on the page of the fee. If a fee looks wrong, say so within 15 \
days; nothing is paid by halves.
"""

CONTRACT = """\
The partner contract runs for a year and renews itself unless one side says otherwise two months before. Either side \
may end it with three months' notice. Registered deals stay protected until their date, whatever happens to the \
contract.

Personal data of contacts is used for the deal it was given for and deleted when it is no longer needed. Each side \
is responsible for its own mailings.

The partner sells in its own name and on its own account. Northwind delivers to the customer or to the partner, as \
agreed for each order.
"""

PRICE_LIST = """\
List prices without tax, in euros, for one piece or one year.

Gateway One: 1,450
Gateway Max: 4,900
Sense Air: 240
Sense Flow: 310
Insight Start, per year: 6,000
Insight Plus, per year: 18,000
Insight Enterprise, per year: 60,000
Care 24/7, per year: 9,600

Resellers and integrators: 25 % off hardware from 20 pieces, 15 % off software from the second year.
Distributors: by separate agreement.
Prices hold until the end of the quarter. Other currencies at the rate of the first of the month.
"""

COLLATERAL = """\
One page to leave with a customer: what Sense and Insight do, in plain words.

You cannot see the air you breathe or the water behind the wall. Sense Air measures temperature, humidity and carbon \
dioxide in every room; Sense Flow hears a leak before the ceiling does. A gateway collects what they say, also when \
the line is down, and Insight shows it: what is normal here, what is not, and what it costs.

Three questions that open the conversation: When did you last learn of a fault from a tenant? How long does it take \
to find out why? Who adds up the meters at the end of the month?

Three numbers customers remember: forty minutes to mount a floor, ten years on one battery, one page instead of \
eleven spreadsheets.
"""

TRAINING = """\
First week
Read the rules of engagement and accept them. Enter one lead you have had on your desk for a while. Look at how it is \
answered.

First month
Book the online course for Sense and Gateway (two hours). Bring one customer question to your sales rep; they have \
time for it every Thursday.

First quarter
Register your first deal. Ask for the demo case: two sensors, a gateway and a year of Insight, yours for six weeks.
"""
