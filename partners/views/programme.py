"""Settings pages of the programme: tiers and products. Administrators only."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from prm.accounts.enums import ADMINISTRATORS, Role
from prm.accounts.models import User
from prm.core.views import ActionPage, FormPage, ListPage

from .. import selectors, services
from ..forms import ProductForm, SalesRepForm, TierForm, TypeDefaultsForm
from ..models import Product, StaffProfile, Tier, TypeDefaults
from ..tables import ProductTable, SalesRepTable, TierTable, TypeDefaultsTable


class TierList(ListPage):
    roles = ADMINISTRATORS
    model = Tier
    table_class = TierTable
    template_name = "settings/tiers.html"
    title = gettext_lazy("Tiers")
    subtitle = gettext_lazy("A partner’s rank in the programme. Every partner reads the benefits and the criteria.")
    empty = {"icon": "medal", "title": gettext_lazy("No tiers yet.")}

    def get_queryset(self) -> Any:
        return selectors.ladder()


class TierNew(FormPage):
    roles = ADMINISTRATORS
    form_class = TierForm
    title = gettext_lazy("Add a tier")
    cancel_url = reverse_lazy("partner_settings:tiers")
    success_message = gettext_lazy("Added.")

    def perform(self, form: Any) -> Tier:
        return services.save_tier(actor=self.request.user, tier=None, **form.values())

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partner_settings:tiers")


class TierEdit(ActionPage):
    roles = ADMINISTRATORS
    model = Tier
    form_class = TierForm
    cancel_url = reverse_lazy("partner_settings:tiers")
    success_message = gettext_lazy("Saved.")

    def get_title(self) -> str:
        return _("Edit the tier %(name)s") % {"name": self.object.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Any) -> Tier:
        return services.save_tier(actor=self.request.user, tier=self.object, **form.values())

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partner_settings:tiers")


class TypeDefaultsList(ListPage):
    roles = ADMINISTRATORS
    model = TypeDefaults
    table_class = TypeDefaultsTable
    template_name = "settings/list.html"
    title = gettext_lazy("Types of partner")
    subtitle = gettext_lazy(
        "What new partners of each type begin with. Those that are there already stay as they are."
    )
    empty = {"icon": "shapes", "title": gettext_lazy("No types of partner.")}

    def get_queryset(self) -> Any:
        return selectors.type_defaults()


class TypeDefaultsEdit(ActionPage):
    roles = ADMINISTRATORS
    model = TypeDefaults
    form_class = TypeDefaultsForm
    cancel_url = reverse_lazy("partner_settings:partner_types")
    success_message = gettext_lazy("Saved.")

    def get_title(self) -> str:
        return _("New partners of the type %(type)s") % {"type": self.object}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Any) -> TypeDefaults:
        return services.save_type_defaults(actor=self.request.user, row=self.object, fields=form.cleaned_data)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partner_settings:partner_types")


class SalesRepList(ListPage):
    roles = ADMINISTRATORS
    model = User
    table_class = SalesRepTable
    template_name = "settings/list.html"
    title = gettext_lazy("Sales reps")
    subtitle = gettext_lazy(
        "Who receives what partners bring. Territories say where; a specialist of the product comes first."
    )
    empty = {"icon": "user-check", "title": gettext_lazy("No sales reps yet.")}

    def get_queryset(self) -> Any:
        return selectors.sales_reps_to_set()


class SalesRepEdit(ActionPage):
    roles = ADMINISTRATORS
    model = User
    queryset = User.objects.with_role(Role.SALES_REP)
    form_class = SalesRepForm
    cancel_url = reverse_lazy("partner_settings:sales_reps")
    success_message = gettext_lazy("Saved. It counts from the next lead or registration on.")

    def get_title(self) -> str:
        return _("What reaches %(name)s") % {"name": self.object.name}

    def get_initial(self) -> dict[str, Any]:
        return selectors.reach_of(self.object)

    def perform(self, form: Any) -> StaffProfile:
        return services.save_sales_rep(actor=self.request.user, user=self.object, **form.cleaned_data)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partner_settings:sales_reps")


class ProductList(ListPage):
    roles = ADMINISTRATORS
    model = Product
    table_class = ProductTable
    template_name = "settings/products.html"
    title = gettext_lazy("Products")
    subtitle = gettext_lazy("What partners sell. The family is the scope in which a deal is protected.")
    empty = {"icon": "package", "title": gettext_lazy("No products yet.")}

    def get_queryset(self) -> Any:
        return selectors.products()


class ProductNew(FormPage):
    roles = ADMINISTRATORS
    form_class = ProductForm
    title = gettext_lazy("Add a product")
    cancel_url = reverse_lazy("partner_settings:products")
    success_message = gettext_lazy("Added.")

    def perform(self, form: Any) -> Product:
        return services.save_product(actor=self.request.user, product=None, fields=form.cleaned_data)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partner_settings:products")


class ProductEdit(ActionPage):
    roles = ADMINISTRATORS
    model = Product
    form_class = ProductForm
    cancel_url = reverse_lazy("partner_settings:products")
    success_message = gettext_lazy("Saved.")

    def get_title(self) -> str:
        return _("Edit the product %(name)s") % {"name": self.object.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def perform(self, form: Any) -> Product:
        return services.save_product(actor=self.request.user, product=self.object, fields=form.cleaned_data)

    def get_success_url_for(self, result: Any) -> str:
        return reverse("partner_settings:products")
