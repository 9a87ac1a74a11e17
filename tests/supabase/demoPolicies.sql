-- Who sees what: admins everything, people their own rows, visitors without a sign-in nothing.
create function is_admin() returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select from public.profiles where id = auth.uid() and role = 'admin')
$$;
create function current_member() returns bigint language sql stable security definer set search_path = '' as $$
  select id from public.users where auth_user_id = auth.uid()
$$;

alter table users enable row level security;
alter table profiles enable row level security;
alter table organizations enable row level security;
alter table events enable row level security;
alter table competition_results enable row level security;
alter table payments enable row level security;
alter table sms_logs enable row level security;
alter table generated_documents enable row level security;
alter table leads enable row level security;
alter table cms_pages enable row level security;

-- In parentheses with select, the function runs once per statement instead of once per row.
create policy "admins do everything" on users for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on profiles for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on organizations for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on events for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on competition_results for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on payments for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on sms_logs for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on generated_documents for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on leads for all to authenticated using ((select is_admin())) with check ((select is_admin()));
create policy "admins do everything" on cms_pages for all to authenticated using ((select is_admin())) with check ((select is_admin()));

create policy "own row" on users for select to authenticated using (auth_user_id = (select auth.uid()));
create policy "own row" on profiles for select to authenticated using (id = (select auth.uid()));
create policy "members see organizations" on organizations for select to authenticated using (true);
create policy "members see published events" on events for select to authenticated using (status <> 'draft');
create policy "own rows" on competition_results for select to authenticated using (user_id = (select current_member()));
create policy "own rows" on payments for select to authenticated using (user_id = (select current_member()));
create policy "own rows" on sms_logs for select to authenticated using (user_id = (select current_member()));
create policy "own rows" on generated_documents for select to authenticated using (user_id = (select current_member()));
create policy "members see published pages" on cms_pages for select to authenticated using (status = 'published');
