/** Sorts and searches the list of columns, and opens the column a link leads to. The page is whole without it. */
export const profileScript = `(() => {
  const section = document.getElementById('columns');
  const body = section.querySelector('tbody');
  const rows = [...body.rows];
  const cards = [...document.querySelectorAll('details.column')];
  const search = document.createElement('input');
  search.type = 'search';
  search.className = 'search';
  search.placeholder = 'Search columns';
  search.setAttribute('aria-label', 'Search columns by name, type or what to look at');
  search.addEventListener('input', () => {
    const wanted = search.value.trim().toLowerCase();
    rows.forEach((row) => {
      const there = row.textContent.toLowerCase().includes(wanted);
      row.hidden = !there;
      cards[Number(row.dataset.at)].hidden = !there;
    });
  });
  section.querySelector('.scroll').before(search);
  section.querySelectorAll('thead tr > *').forEach((head, at) => {
    if (head.textContent === '') return;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      section.querySelectorAll('th').forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const key = (row) => row.cells[at].dataset.sort ?? row.cells[at].textContent;
      const numbers = rows.every((row) => row.cells[at].dataset.sort !== undefined);
      const order = (a, b) => (numbers ? key(a) - key(b) : key(a).localeCompare(key(b)));
      body.append(...[...rows].sort((a, b) => (up ? order(a, b) : order(b, a))));
    });
  });
  const show = () => {
    const target = document.getElementById(location.hash.slice(1));
    const card = target && target.closest('details');
    if (!card) return;
    card.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', show);
  addEventListener('beforeprint', () => cards.forEach((card) => { card.open = true; }));
  show();
})();`;
