"""Addresses of partners, their members and territories."""

from django.urls import path

from .views import campaigns, certificates, companies, contracts, team, territories, tiers

app_name = "partners"
urlpatterns = [
    path("", companies.PartnerList.as_view(), name="list"),
    path("new/", companies.PartnerInvite.as_view(), name="new"),
    path("team/", team.Team.as_view(), name="team"),
    path("members/<ref:ref>/", team.MemberPage.as_view(), name="member"),
    path("members/<ref:ref>/edit/", team.MemberEdit.as_view(), name="member_edit"),
    path("members/<ref:ref>/deactivate/", team.MemberDeactivate.as_view(), name="member_deactivate"),
    path("members/<ref:ref>/reactivate/", team.MemberReactivate.as_view(), name="member_reactivate"),
    path("members/<ref:ref>/invite-again/", team.MemberInviteAgain.as_view(), name="member_invite_again"),
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaigns"),
    path("campaigns/<ref:ref>/", campaigns.CampaignPage.as_view(), name="campaign"),
    path("campaigns/<ref:ref>/edit/", campaigns.CampaignEdit.as_view(), name="campaign_edit"),
    path("members/<ref:ref>/languages/", certificates.MemberLanguages.as_view(), name="member_languages"),
    path("certificates/", certificates.CertificateList.as_view(), name="certificates"),
    path("certificates/<ref:ref>/", certificates.CertificatePage.as_view(), name="certificate"),
    path("certificates/<ref:ref>/confirm/", certificates.CertificateConfirm.as_view(), name="certificate_confirm"),
    path("certificates/<ref:ref>/withdraw/", certificates.CertificateWithdraw.as_view(), name="certificate_withdraw"),
    path("territories/", territories.TerritoryList.as_view(), name="territories"),
    path("territories/new/", territories.TerritoryNew.as_view(), name="territory_new"),
    path("territories/<ref:ref>/", territories.TerritoryPage.as_view(), name="territory"),
    path("territories/<ref:ref>/edit/", territories.TerritoryEdit.as_view(), name="territory_edit"),
    path("territories/<ref:ref>/end/", territories.TerritoryEnd.as_view(), name="territory_end"),
    path("tier-changes/", tiers.TierChangeList.as_view(), name="tier_changes"),
    path("tier-changes/review/", tiers.TierReview.as_view(), name="tier_review"),
    path("tier-changes/<ref:ref>/", tiers.TierChangePage.as_view(), name="tier_change"),
    path("tier-changes/<ref:ref>/accept/", tiers.TierChangeAccept.as_view(), name="tier_change_accept"),
    path("tier-changes/<ref:ref>/decline/", tiers.TierChangeDecline.as_view(), name="tier_change_decline"),
    path("<ref:ref>/", companies.PartnerPage.as_view(), name="detail"),
    path("<ref:ref>/standing/", companies.PartnerStanding.as_view(), name="standing"),
    path("<ref:ref>/edit/", companies.PartnerEdit.as_view(), name="edit"),
    path("<ref:ref>/contract/", contracts.ContractNew.as_view(), name="contract_new"),
    path("<ref:ref>/certificates/new/", certificates.CertificateNew.as_view(), name="certificate_new"),
    path("<ref:ref>/campaigns/new/", campaigns.CampaignNew.as_view(), name="campaign_new"),
    path("<ref:ref>/state/", companies.PartnerStateChange.as_view(), name="state"),
    path("<ref:ref>/sharing/", team.SharingEdit.as_view(), name="sharing"),
    path("<ref:ref>/invite/", team.MemberInvite.as_view(), name="member_invite"),
]
