//! Sites: each is read as the file with its own sections in the place of the file's; then what they say of each other.

use super::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::client::ReferralFile;
use crate::scenario::file::site::SiteFile;
use crate::scenario::problem::number;
use crate::scenario::{CrossReferral, Scenario, Site, SupportRole, Transfer};

/// The word for the whole in the tables.
const WHOLE: &str = "all";

/// The site that is being read.
pub(super) struct View<'a> {
    file: &'a SiteFile,
    /// Position among the sites.
    position: usize,
    /// Names of all sites.
    names: &'a [&'a str],
}

impl View<'_> {
    /// Whether the site itself gives a section.
    fn gives(&self, section: &str) -> bool {
        let file = self.file;
        match section {
            "referrals" => file.referrals.is_some(),
            "initial" => true,
            "safe_load" => file.safe_load.is_some(),
            "travel" => file.travel.is_some(),
            "posts" => file.posts.is_some(),
            "worker" => file.worker.is_some(),
            "staff" => file.staff.is_some(),
            "hiring" => file.hiring.is_some(),
            "funding" => file.funding.is_some(),
            _ => false,
        }
    }

    /// A path of the site as a path of the file; `None` where it is the file's own.
    pub(super) fn place(&self, path: &str) -> Option<String> {
        let section = path.split('.').next().unwrap_or(path);
        self.gives(section)
            .then(|| format!("site.{}.{path}", self.file.name.0))
    }

    /// A problem's text with the path of the file in it, or with the name of the site behind it.
    pub(super) fn told(&self, path: &str, what: &str) -> String {
        let section = path.split('.').next().unwrap_or(path);
        if what.starts_with(section) {
            format!("site.{}.{what}", self.file.name.0)
        } else {
            format!("{what} (site \"{}\")", self.file.name.0)
        }
    }
}

/// The file as one of its sites has it.
fn file_of(file: &ScenarioFile, site: &SiteFile) -> ScenarioFile {
    let mut own = file.clone();
    own.site.clear();
    let ages = file.initial.ages;
    own.initial = site.initial.clone().unwrap_or_default();
    if site.initial.is_none() {
        own.initial.ages = ages;
    }
    if let Some(referrals) = &site.referrals {
        own.referrals.clone_from(referrals);
    }
    if let Some(posts) = &site.posts {
        own.posts.clone_from(posts);
    }
    if let Some(worker) = &site.worker {
        own.worker.clone_from(worker);
    }
    own.safe_load = site.safe_load.clone().or(own.safe_load);
    own.travel = site.travel.clone().or(own.travel);
    own.staff = site.staff.clone().or(own.staff);
    own.hiring = site.hiring.clone().or(own.hiring);
    own.funding = site.funding.clone().unwrap_or_default();
    own
}

impl Checker<'_> {
    /// The whole of a file with sites.
    pub(super) fn whole(&mut self, file: &ScenarioFile) -> Option<Scenario> {
        let names: Vec<&str> = file.site.iter().map(|site| site.name.0.as_str()).collect();
        self.unique("site", names.iter().copied());
        if names.contains(&WHOLE) {
            let what = "a site cannot be called \"all\": it is the word for the whole";
            self.problem(&format!("site.{WHOLE}.name"), what);
        }
        self.nobodys_sections(file);
        self.nobodys_overheads(file);
        let mut services = Vec::new();
        for (position, site) in file.site.iter().enumerate() {
            let mut checker = Checker {
                root: self.root,
                broken: self.broken,
                problems: Vec::new(),
                site: Some(View {
                    file: site,
                    position,
                    names: &names,
                }),
            };
            services.push(checker.service(&file_of(file, site)));
            self.add_new(checker.problems);
        }
        let support = self.shared_support(file, &names);
        let transfers: Vec<Vec<Transfer>> = (0..names.len())
            .map(|position| self.transfers(&file.site[position], position, &names))
            .collect();
        let services: Vec<Scenario> = services.into_iter().collect::<Option<_>>()?;
        self.one_line(&services, &names);
        let shared = Scenario {
            support: support?,
            ..services.first()?.clone()
        };
        let sites = services.into_iter().zip(transfers).zip(&file.site);
        let sites: Vec<Site> = sites
            .map(|((service, transfers), site)| {
                let overheads = site.overheads_per_year.map(|it| it.0);
                service.into_site(site.name.0.clone(), transfers, overheads)
            })
            .collect();
        Some(Scenario::whole(shared, sites))
    }

    /// Adds the problems that are not known yet.
    fn add_new(&mut self, problems: Vec<super::Problem>) {
        for problem in problems {
            let known =
                |it: &super::Problem| (&it.what, it.origin) == (&problem.what, problem.origin);
            if !self.problems.iter().any(known) {
                self.problems.push(problem);
            }
        }
    }

    /// Support roles are the whole's: without terms of their own they have those of the file, not of a site.
    fn shared_support(&mut self, file: &ScenarioFile, names: &[&str]) -> Option<Vec<SupportRole>> {
        let mut own = file.clone();
        if let Some(hiring) = &mut own.hiring {
            // Known starts are of the posts.
            hiring.starts.clear();
        }
        let mut terms = Checker {
            root: self.root,
            broken: self.broken,
            problems: Vec::new(),
            site: None,
        };
        let staff = terms.staff(&own);
        let hiring = terms.hiring(&own, &[], &[]);
        self.add_new(terms.problems);
        self.support(file, staff.as_ref(), hiring.as_ref(), names)
    }

    /// Sections of the file that beside sites are nobody's, or nobody can tell whose.
    fn nobodys_sections(&mut self, file: &ScenarioFile) {
        let initial = &file.initial;
        let vacancies = !matches!(
            &initial.vacancies,
            crate::scenario::file::VacanciesFile::All(count) if count.0 == 0
        );
        if !initial.clients.is_empty() || !initial.waiting.is_empty() || vacancies {
            let what = "initial stands beside [[site]], so nobody can tell at which site they are";
            self.problem("initial", what).hint = Some(
                "give each site its own under [site.initial]; initial.ages alone may stay".into(),
            );
        }
        if !file.worker.is_empty() {
            let what = "worker stands beside [[site]], so nobody can tell at which site they work";
            self.problem("worker", what).hint =
                Some("give each site its own under [[site.worker]]".into());
        }
        if !file.funding.is_empty() {
            let what = "funding stands beside [[site]], so nobody can tell which site it pays for";
            self.problem("funding", what).hint =
                Some("give each site its own under [[site.funding]]".into());
        }
        let unused = [
            (
                "posts",
                !file.posts.is_empty() && file.site.iter().all(|site| site.posts.is_some()),
            ),
            (
                "referrals",
                !file.referrals.is_empty() && file.site.iter().all(|site| site.referrals.is_some()),
            ),
        ];
        for (section, _) in unused.into_iter().filter(|it| it.1) {
            let what = format!("{section} belongs to no site: every site has its own");
            self.problem(section, what).hint = Some(format!(
                "take [[{section}]] out, or a site's [[site.{section}]]"
            ));
        }
    }

    /// Overheads that fall to no site, and those of a site in a file that tells no money.
    fn nobodys_overheads(&mut self, file: &ScenarioFile) {
        let own = |site: &&SiteFile| site.overheads_per_year.is_some();
        let Some(costs) = &file.costs else {
            for site in file.site.iter().filter(own) {
                let path = format!("site.{}.overheads_per_year", site.name.0);
                let what = format!("{path} is given, but the file has no [costs]");
                self.problem(&path, what).hint = Some("add [costs], if it is empty".into());
            }
            return;
        };
        let overheads = costs.overheads_per_year.0;
        if overheads > 0.0 && file.site.iter().all(|site| own(&site)) {
            let what =
                "costs.overheads_per_year belongs to no site: every site has overheads of its own";
            self.problem("costs.overheads_per_year", what).found = Some(number(overheads));
        }
    }

    /// The tolerance decides about the whole's years, so there is one; and a need that left out a site would be none.
    fn one_line(&mut self, services: &[Scenario], names: &[&str]) {
        let with: Vec<(&str, Option<f64>)> = names
            .iter()
            .zip(services)
            .map(|(name, service)| (*name, service.safe_load.as_ref().map(|it| it.tolerance)))
            .collect();
        let Some((first, Some(tolerance))) = with.iter().find(|it| it.1.is_some()).copied() else {
            return;
        };
        for (name, own) in with {
            match own {
                Some(own) if own != tolerance => {
                    let path = format!("site.{name}.safe_load.tolerance");
                    let what = format!(
                        "{path} is {}, but that of site \"{first}\" is {}: the years of the whole are judged by one",
                        number(own),
                        number(tolerance)
                    );
                    self.problem(&path, what);
                }
                Some(_) => {}
                None => {
                    let path = format!("site.{name}");
                    let what = format!(
                        "{path} has no safe_load, but site \"{first}\" has: a need of the whole would leave it out"
                    );
                    self.problem(&path, what).hint =
                        Some("give it [site.safe_load], or the file [safe_load] for all".into());
                }
            }
        }
    }

    fn transfers(&mut self, site: &SiteFile, from: usize, names: &[&str]) -> Vec<Transfer> {
        let mut transfers: Vec<Transfer> = Vec::new();
        for transfer in &site.transfers {
            let path = format!("site.{}.transfers.{}.to", site.name.0, transfer.to);
            let Some(to) = self.other_site(&path, &transfer.to, from, names) else {
                continue;
            };
            if transfers.iter().any(|it| it.to == to) {
                let what = format!(
                    "site.{}.transfers names \"{}\" twice",
                    site.name.0, transfer.to
                );
                self.problem(&path, what);
            }
            transfers.push(Transfer {
                to,
                per_client_per_year: transfer.per_client_per_year.0,
            });
        }
        transfers
    }

    /// Says that a service, or the site that is being read, has no posts.
    pub(super) fn no_posts(&mut self) {
        let Some(view) = &self.site else {
            self.problem("posts", "posts is missing").hint = Some("funded posts".into());
            return;
        };
        let path = format!("site.{}", view.file.name.0);
        let what = format!("{path} has no posts");
        self.problem(&path, what).hint =
            Some("give it [[site.posts]], or the file [[posts]] for all that have none".into());
    }

    fn other_site(&mut self, path: &str, to: &str, from: usize, names: &[&str]) -> Option<usize> {
        let found = self.name(path, "site", to, names)?;
        if found == from {
            self.problem(path, format!("{path} leads site \"{to}\" back to itself"));
            return None;
        }
        Some(found)
    }

    /// Where a stream passes newcomers on to.
    pub(super) fn cross_referral(
        &mut self,
        path: &str,
        stream: &ReferralFile,
    ) -> Option<CrossReferral> {
        let cross = stream.cross_referral.as_ref()?;
        let path = format!("{path}.cross_referral.to");
        let (from, names) = match &self.site {
            Some(view) => (view.position, view.names.to_vec()),
            None => (usize::MAX, Vec::new()),
        };
        Some(CrossReferral {
            to: self.other_site(&path, &cross.to, from, &names)?,
            share: cross.share.0,
        })
    }
}
