"""Products named by other files, and the price list that may come with them."""

from django.utils.text import slugify
from django.utils.translation import gettext as _
from djmoney.money import Money

from partners.models import Product
from prm.importing import fields
from prm.importing.fields import Companion
from prm.importing.report import Report
from prm.importing.understanding import Table
from prm.importing.values import Vocabulary

COMPANION = Companion(
    "products.csv",
    (
        fields.text("product_name", "product", "name", longest=80, required=True),
        fields.text("family", "series", "product family", "category", longest=40),
        fields.amount("list_price", "sales price", "price"),
    ),
)


class ProductBook:
    """Products by code; those of the price list that nobody has are made by `establish`."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.vocabulary = Vocabulary()
        self._products: dict[str, Product] = {}
        self._new: dict[str, Product] = {}
        for product in Product.objects.order_by("pk"):
            self._add(product)

    def __getitem__(self, code: str) -> Product:
        return self._products[code]

    def learn(self, table: Table, report: Report) -> None:
        for row in table.rows(report):
            name = row.values["product_name"]
            match = self.vocabulary.find(name)
            if match and match.exact:
                continue
            product = Product(code=self._free_code(name), name=name, family=slugify(row.get("family", name))[:40])
            price = row.get("list_price")
            if price is not None:
                product.list_price = Money(price, self.currency)  # type: ignore[assignment]
            self._new[product.code] = product
            self._add(product)
            report.related[_("products made")] += 1

    def establish(self) -> None:
        Product.objects.bulk_create(self._new.values())
        self._new = {}

    def _add(self, product: Product) -> None:
        self._products[product.code] = product
        self.vocabulary.add(product.code, product.name, names=[product.code])

    def _free_code(self, name: str) -> str:
        stem = slugify(name)[:36] or "product"
        taken = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
        return next(code for code in taken if code not in self._products)
