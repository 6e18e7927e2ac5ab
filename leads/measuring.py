"""What the database writes into a passage as it happens."""

import pgtrigger

# In the database, so that imports and bulk loads are measured like everything else. A cohort is the leads that arrived
# on a day (in UTC); a step's time runs from the step that its share is counted from, in hours of the clock.
MEASURE = pgtrigger.Trigger(
    name="measure",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("base", "timestamptz")],
    func="""
        SELECT direction, (arrived_at AT TIME ZONE 'UTC')::date INTO NEW.direction, NEW.arrived_on
        FROM leads_lead WHERE id = NEW.lead_id;
        SELECT max(at) INTO base FROM leads_passage WHERE lead_id = NEW.lead_id AND step = CASE NEW.step
            WHEN 'qualified' THEN 'lead' WHEN 'offered' THEN 'qualified' WHEN 'accepted' THEN 'offered'
            WHEN 'contacted' THEN 'accepted' WHEN 'opportunity' THEN 'accepted' WHEN 'won' THEN 'opportunity' END;
        NEW.hours = EXTRACT(EPOCH FROM greatest(NEW.at, base) - base) / 3600;
        RETURN NEW;
    """,
)
