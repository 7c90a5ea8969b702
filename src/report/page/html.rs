//! HTML pieces: escaping, paragraphs, tables. Every text that is not ours passes through [`escaped`].

/// A text with the five characters that mean something in HTML and XML written as entities.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// An element around a text.
pub(in crate::report) fn element(tag: &str, class: &str, text: &str) -> String {
    if class.is_empty() {
        format!("<{tag}>{}</{tag}>\n", escaped(text))
    } else {
        format!("<{tag} class=\"{class}\">{}</{tag}>\n", escaped(text))
    }
}

/// Texts as a list.
pub(in crate::report) fn list(items: &[String]) -> String {
    let items: String = items.iter().map(|item| element("li", "", item)).collect();
    format!("<ul>\n{items}</ul>\n")
}

/// The head of a page: which service, the question, and what was played for it.
pub(in crate::report) fn header(service: &str, question: &str, played: &str) -> String {
    format!(
        "<header>\n{}{}{}</header>\n",
        element("p", "kicker", service),
        element("h1", "", question),
        element("p", "quiet", played),
    )
}

/// A section under its heading.
pub(in crate::report) fn section(id: &str, title: &str, inside: &str) -> String {
    format!(
        "<section id=\"{id}\">\n{}{inside}</section>\n",
        element("h2", "", title)
    )
}

/// The answer: the first sentence large, the others as a list, between what stands before and after them.
pub(in crate::report) fn answer(before: &str, sentences: &[String], after: &str) -> String {
    let (first, rest) = sentences
        .split_first()
        .map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let rest = if rest.is_empty() {
        String::new()
    } else {
        list(rest)
    };
    format!(
        "<section id=\"answer\">\n<h2 class=\"hidden\">The answer</h2>\n{before}{}{rest}{after}</section>\n",
        element("p", "lead", first),
    )
}

/// Terms with what they mean.
pub(in crate::report) fn pairs(items: impl Iterator<Item = (String, String)>) -> String {
    let items: String = items
        .map(|(term, text)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(&term), escaped(&text)))
        .collect();
    format!("<dl>\n{items}</dl>\n")
}

/// A cell of a table: its text and its class.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Cell {
    pub text: String,
    pub class: String,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Cell {
            text: text.into(),
            class: String::new(),
        }
    }
}

/// A table whose first column heads its rows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Table {
    pub caption: String,
    pub class: &'static str,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The table in a box of its own, inside which it scrolls where the screen is narrow; the caption stays outside it.
    pub fn html(&self) -> String {
        let head: String = self
            .head
            .iter()
            .map(|text| format!("<th scope=\"col\">{}</th>", escaped(text)))
            .collect();
        let rows: String = self.rows.iter().map(|row| row_html(row)).collect();
        format!(
            "<div class=\"table\"><p class=\"caption\">{caption}</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table class=\"{}\" aria-label=\"{caption}\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div></div>\n",
            self.class,
            caption = escaped(&self.caption),
        )
    }
}

fn row_html(row: &[Cell]) -> String {
    let cells: String = row
        .iter()
        .enumerate()
        .map(|(at, cell)| {
            let class = if cell.class.is_empty() {
                String::new()
            } else {
                format!(" class=\"{}\"", cell.class)
            };
            let text = escaped(&cell.text);
            if at == 0 {
                format!("<th scope=\"row\"{class}>{text}</th>")
            } else {
                format!("<td{class}>{text}</td>")
            }
        })
        .collect();
    format!("<tr>{cells}</tr>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_text_is_shown_not_obeyed() {
        assert_eq!(
            escaped("<b>\"A\" & 'B'</b>"),
            "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;"
        );
        let table = Table {
            caption: "<i>".to_owned(),
            class: "plain",
            head: vec!["<u>".to_owned()],
            rows: vec![vec!["<s>".into(), "<q>".into()]],
        };
        let html = table.html();
        assert!(
            ["<i>", "<u>", "<s>", "<q>"]
                .iter()
                .all(|tag| !html.contains(tag)),
            "{html}"
        );
    }
}
